import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { clearStale } from "./assets/clear-stale";
import { iconSprite } from "./assets/icon-sprite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Relative base: the bundle works under whatever STATIC_URL the operator sets.
export default defineConfig({
  root: "assets",
  base: "./",
  publicDir: false,
  plugins: [iconSprite(), clearStale()],
  resolve: {
    // dmn-js brings an expression editor that the page's CSP refuses: see assets/src/dmn/expression-input.ts.
    alias: {
      "@bpmn-io/feel-editor": here("./assets/src/dmn/expression-input.ts"),
      "@codemirror/view": here("./assets/src/dmn/no-codemirror.ts"),
      "@bpmn-io/dmn-variable-resolver": here("./assets/src/dmn/no-codemirror.ts"),
    },
  },
  build: {
    outDir: "../src/luodi_web/static/build",
    emptyOutDir: false, // see clear-stale.ts
    manifest: "manifest.json",
    target: "es2022",
    assetsInlineLimit: 0, // data: scripts and fonts are not allowed by the page's CSP
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900, // ECharts and dmn-js; loaded only on pages with a chart or a decision
    rollupOptions: { input: { main: "assets/src/main.ts" } },
  },
});
