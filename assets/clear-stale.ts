import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/**
 * Remove what earlier builds left, after the new one is written.
 *
 * Vite's emptyOutDir removes it before: a server or a test running meanwhile would show pages without styles.
 */
export function clearStale(): Plugin {
  return {
    name: "luodi-clear-stale",
    apply: "build",
    writeBundle({ dir }, bundle) {
      if (!dir) return;
      for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        const name = path.slice(dir.length + 1).replaceAll("\\", "/");
        if (entry.isFile() && !(name in bundle)) rmSync(path);
      }
    },
  };
}
