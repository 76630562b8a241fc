// How the page is written, and its floors: which room of `src` may know which.
import { readdirSync } from "node:fs";

import { createNodeResolver, importX } from "eslint-plugin-import-x";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** From the roof down: a room knows rooms of lower floors and itself, nothing above and nobody beside it. */
const FLOORS = [
  ["main.ts"],
  ["App.tsx"],
  ["Header.tsx", "KeyPrompt.tsx"],
  ["report"],
  ["compare", "workspace", "tables", "trust"],
  ["results"],
  ["decide"],
  ["jobs", "form"],
  ["charts"],
  ["state"],
  ["api"],
  ["Dialog.tsx", "ScrollTable.tsx", "root.ts"],
];

/** Pages of their own beside this one: they know the lowest floor alone. */
const APART = ["docs"];

/** What is no room. */
const NO_ROOM = ["styles", "icon.svg"];

const homeless = readdirSync(new URL("src", import.meta.url)).filter((name) => ![...FLOORS, APART, NO_ROOM].flat().includes(name));
if (homeless.length > 0) throw new Error(`Give ${homeless.join(", ")} a floor in eslint.config.js.`);

/** What a room must not know: every other one of its own floor and of those above, and the pages apart. */
const zones = [...FLOORS, APART].flatMap((rooms, floor) => {
  const above = rooms === APART ? FLOORS.slice(0, -1) : [...FLOORS.slice(0, floor + 1), APART];
  return rooms.map((room) => ({
    target: `./src/${room}`,
    from: above.flat().filter((other) => other !== room).map((other) => `./src/${other}`),
    message: "Imports go down only: see FLOORS in eslint.config.js.",
  }));
});

export default defineConfig(
  { ignores: ["src/api/schema.d.ts"] },
  {
    files: ["src/**/*.{ts,tsx}", "tests/**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { "import-x": importX, "jsx-a11y": jsxA11y, "react-hooks": reactHooks },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      "jsx-a11y": { attributes: { for: ["for"] } },
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".tsx"] })],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts", ".tsx"] },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      ...jsxA11y.flatConfigs.recommended.rules,
      "jsx-a11y/label-has-associated-control": ["error", { assert: "either" }],
      "jsx-a11y/no-noninteractive-tabindex": ["error", { roles: ["region"] }], // what scrolls is reached by key
      "@typescript-eslint/no-base-to-string": "off", // a draft may hold anything: the service objects to it
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones }],
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", 30],
      "max-params": ["error", 5],
    },
  },
  { files: ["src/**/*.tsx"], rules: { "max-lines-per-function": ["error", 80] } }, // most of a component is markup
  { files: ["tests/**"], rules: { "max-lines-per-function": "off" } }, // a group of sentences
);
