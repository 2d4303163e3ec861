import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * One SVG sprite with every icon the screens use, listed in the manifest as "icons.svg"; and "favicon.svg".
 *
 * icons.json lists files of Lucide (ISC licence) by name; assets/icons/*.svg are our own.
 * A sprite instead of single files: one request, no script, and Web Awesome can share it.
 */
export function iconSprite(): Plugin {
  return {
    name: "luodi-icon-sprite",
    apply: "build",
    buildStart() {
      this.addWatchFile(here("./icons.json"));
    },
    generateBundle() {
      const listed: string[] = JSON.parse(readFileSync(here("./icons.json"), "utf8"));
      const lucide = listed.map((name) =>
        symbol(name, readFileSync(here(`../node_modules/lucide-static/icons/${name}.svg`), "utf8")),
      );
      const own = readdirSync(here("./icons")).map((file) =>
        symbol(file.replace(/\.svg$/, ""), readFileSync(here(`./icons/${file}`), "utf8")),
      );
      this.emitFile({
        type: "asset",
        name: "icons.svg",
        originalFileName: "icons.svg",
        source: `<svg xmlns="http://www.w3.org/2000/svg">${[...lucide, ...own].join("")}</svg>`,
      });
      this.emitFile({
        type: "asset",
        name: "favicon.svg",
        originalFileName: "favicon.svg",
        source: readFileSync(here("./favicon.svg"), "utf8"),
      });
    },
  };
}

const KEPT = /\b(viewBox|fill|stroke|stroke-width|stroke-linecap|stroke-linejoin)="[^"]*"/g;

function symbol(name: string, svg: string): string {
  const [, attributes, body] = /<svg([^>]*)>([\s\S]*)<\/svg>/.exec(svg) ?? [];
  if (attributes === undefined || body === undefined) throw new Error(`icon ${name}: not an SVG file`);
  const kept = attributes.match(KEPT) ?? [];
  return `<symbol id="${name}" ${kept.join(" ")}>${body.replace(/\s+/g, " ").trim()}</symbol>`;
}
