import { defineConfig } from "vite";

const SERVICE = process.env["ABM_URL"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  build: {
    outDir: "../backend/app/page",
    emptyOutDir: true,
    target: "baseline-widely-available",
    assetsInlineLimit: 0, // the policy of the page allows no data: addresses
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(["/api", "/docs", "/redoc", "/openapi.json", "/health"].map((path) => [path, SERVICE])),
  },
});
