/** The name by which every program that a run starts can be told from others, in its environment. */
export const runMark = "INGOT_RUN";
