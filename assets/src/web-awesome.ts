import "@awesome.me/webawesome/dist/translations/zh-cn.js";
import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import "@awesome.me/webawesome/dist/components/drawer/drawer.js";
import "@awesome.me/webawesome/dist/components/tooltip/tooltip.js";
import "@awesome.me/webawesome/dist/components/tab-group/tab-group.js";
import "@awesome.me/webawesome/dist/components/icon/icon.js";
import { registerIconLibrary } from "@awesome.me/webawesome/dist/components/icon/library.js";
import { spriteUrl } from "./icons";

// Web Awesome would fetch its icons from a CDN, and its own "system" icons from data: addresses,
// which connect-src 'self' refuses. Both come from our sprite instead.
const SYSTEM: Record<string, string> = { xmark: "x", "circle-question": "circle-help", "grip-vertical": "grip-vertical" };

for (const library of ["default", "system"]) {
  registerIconLibrary(library, {
    spriteSheet: true,
    resolver: (name: string) => `${spriteUrl}#${SYSTEM[name] ?? name}`,
  });
}
