declare module "htmx.org/dist/htmx.esm.min.js" {
  const htmx: { config: Record<string, unknown> };
  export default htmx;
}
