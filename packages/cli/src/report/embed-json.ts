/** JSON that may stand inside a script element: nothing in it ends the element, begins a comment, or ends a line of JavaScript. */
export function embedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
