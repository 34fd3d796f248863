import { createRequire } from "node:module";
import { Language, type Node, Parser } from "web-tree-sitter";

/**
 * What a grammar of PowerShell that is not ours cannot make sense of in a script, as the texts in question; empty where all is well.
 */
export async function powershellMistakes(script: string): Promise<readonly string[]> {
  const parser = await loadParser();
  const tree = parser.parse(script.replace(/^\ufeff/, ""));
  if (!tree) throw new Error("the script was not parsed");
  return mistakesIn(tree.rootNode);
}

let loading: Promise<Parser> | undefined;

function loadParser(): Promise<Parser> {
  loading ??= (async () => {
    await Parser.init();
    const require = createRequire(import.meta.url);
    const grammar = require.resolve("tree-sitter-powershell/tree-sitter-powershell.wasm");
    const parser = new Parser();
    parser.setLanguage(await Language.load(grammar));
    return parser;
  })();
  return loading;
}

function mistakesIn(node: Node): string[] {
  if (!node.hasError && !node.isMissing) return [];
  if (node.isError || node.isMissing) return [`line ${node.startPosition.row + 1}: ${node.text || `no ${node.type}`}`];
  return node.children.flatMap((child) => (child ? mistakesIn(child) : []));
}
