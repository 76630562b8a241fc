// The types of the API, made from the description of it that the tests keep.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

import openapiTS, { astToString } from "openapi-typescript";

const DESCRIPTION = "backend/tests/stories/expected/openapi.json";
const TYPES = new URL("src/api/schema.d.ts", import.meta.url);

const description = await readFile(new URL(`../${DESCRIPTION}`, import.meta.url));
const hash = createHash("sha256").update(description).digest("hex");
const types = astToString(await openapiTS(description, { defaultNonNullable: false }));
await writeFile(TYPES, `// Made by \`make types\` from ${DESCRIPTION}\n// SHA-256 ${hash}\n\n${types}`);
