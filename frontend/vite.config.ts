import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const SERVICE = process.env["CLIFFCAST_URL"] ?? "http://127.0.0.1:8000";
const PROXIED = ["/api", "/docs", "/redoc", "/openapi.json", "/health", "/metrics"];

/** Takes out of ReDoc the logo that it loads from another host, which the policy of its page forbids. */
function withoutLogo(): Plugin {
  return {
    name: "without-logo",
    enforce: "pre",
    load(id) {
      if (!id.endsWith("redoc.standalone.js?url")) return null;
      const source = readFileSync(id.replace("?url", ""), "utf8").replace("https://cdn.redoc.ly/redoc/logo-mini.svg", "data:,");
      const bundle = this.emitFile({ type: "asset", name: "redoc.js", source });
      return `export default import.meta.ROLLUP_FILE_URL_${bundle}`;
    },
  };
}

/** Lays every asset compressed beside itself, so that the service need not compress it for each visitor. */
function compressed(): Plugin {
  return {
    name: "compressed",
    writeBundle({ dir = "" }, bundle) {
      for (const name of Object.keys(bundle).filter((each) => each.startsWith("assets/"))) {
        const file = join(dir, name);
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
      }
    },
  };
}

/** Has the browser fetch what a page's script imports later together with the script itself, and read it only then. */
function preloaded(): Plugin {
  return {
    name: "preloaded",
    transformIndexHtml: {
      order: "post",
      handler: (_, { chunk }) => (chunk?.dynamicImports ?? []).map((file) => ({ tag: "link", attrs: { rel: "preload", as: "script", crossorigin: true, href: `/${file}` }, injectTo: "head" })),
    },
  };
}

export default defineConfig({
  plugins: [withoutLogo(), preloaded(), compressed()],
  experimental: {
    // a proxy may show the service below a path, which the service writes into its pages and cannot write into scripts
    renderBuiltUrl: (_, { hostType }) => (hostType === "html" ? undefined : { relative: true }),
  },
  build: {
    outDir: "../backend/app/page",
    emptyOutDir: true,
    target: "baseline-widely-available",
    assetsInlineLimit: 0, // the page's policy allows no data: address
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["index.html", "docs.html", "redoc.html"] },
  },
  server: { proxy: Object.fromEntries(PROXIED.map((path) => [path, SERVICE])) },
});
