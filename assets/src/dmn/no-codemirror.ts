// dmn-js takes these from CodeMirror for the editor that expression-input.ts stands in for.
export const EditorView = { lineWrapping: null };
// And this for that editor's suggestions.
export const DmnVariableResolverModule = {};
