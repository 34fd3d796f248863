import { defineDataSource, s, schema, T, V } from "@ingot/sdk";

export const nullSource = defineDataSource({
  schema: schema({ input: s.string().required().doc("What to give back.") }),
  doc: "Gives back what it was given. For trying things out, and to have a value late.",
  outputs: T.object({ output: T.string }),
  read: async ({ input }) => V.object({ output: V.string(input) }),
});
