import { defineConfig } from "vite";
import { clearStale } from "./assets/clear-stale";
import { iconSprite } from "./assets/icon-sprite";

// Relative base: the bundle works under whatever STATIC_URL the operator sets.
export default defineConfig({
  root: "assets",
  base: "./",
  publicDir: false,
  plugins: [iconSprite(), clearStale()],
  build: {
    outDir: "../src/luodi_web/static/build",
    emptyOutDir: false, // see clear-stale.ts
    manifest: "manifest.json",
    target: "es2022",
    assetsInlineLimit: 0, // data: scripts and fonts are not allowed by the page's CSP
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900, // ECharts; loaded only on pages with a chart
    rollupOptions: { input: { main: "assets/src/main.ts" } },
  },
});
