import bundle from "redoc/bundles/redoc.standalone.js?url";

import { ROOT } from "../root";
import { run } from "./bundle";

declare const Redoc: { init(specification: string, options: object, place: HTMLElement | null): void };

/** The documentation as one long page to read, at `/redoc`. */
await run(bundle);
Redoc.init(`${ROOT}openapi.json`, {}, document.getElementById("docs"));
