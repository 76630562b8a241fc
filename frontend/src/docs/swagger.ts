import bundle from "swagger-ui-dist/swagger-ui-bundle.js?url";
import "swagger-ui-dist/swagger-ui.css";

import { ROOT } from "../root";
import { run } from "./bundle";

declare const SwaggerUIBundle: { (options: object): unknown; presets: { apis: unknown } };

/** The interactive documentation at `/docs`: every route can be tried. */
await run(bundle);
SwaggerUIBundle({
  url: `${ROOT}openapi.json`,
  dom_id: "#docs",
  deepLinking: true,
  tryItOutEnabled: true,
  presets: [SwaggerUIBundle.presets.apis],
});
