import type { Renderer } from "@ingot/engine";
import type { Event } from "@ingot/sdk";

/**
 * Keeps what a renderer would write between a question and the person's answer until the answer is there: the lines of other builds would
 * run through the prompt and what is typed behind it. Programs that write much have to wait meanwhile, as in Packer.
 */
export function holdWhileAsking(inner: Renderer): Renderer {
  let held: Event[] | undefined;
  let shown: Promise<void> | undefined;
  let tellShown: () => void = () => undefined;
  const letGo = () => {
    let last: Promise<void> | undefined;
    for (const event of held ?? []) last = inner.render(event) ?? last;
    held = undefined;
    if (last) void last.then(tellShown, tellShown);
    else tellShown();
  };
  return {
    render: (event) => {
      if (event.type === "question") {
        held = [];
        shown = new Promise((resolve) => {
          tellShown = resolve;
        });
        return inner.render(event);
      }
      if (event.type === "answer") {
        const written = inner.render(event);
        letGo();
        return written;
      }
      // That is what the person must know to answer.
      if (!held || event.type === "interrupt" || event.type === "machine-gone") return inner.render(event);
      held.push(event);
      return shown;
    },
    close: () => {
      letGo();
      return inner.close();
    },
  };
}
