import { expect, test } from "vitest";
import { missingDefaults } from "./set-defaults.ts";

test.each<[string[], unknown, unknown, string[]]>([
  [[], ["bash"], ["/entry", "a b"], ['CMD ["bash"]', 'ENTRYPOINT ["/entry","a b"]']],
  [[], null, null, ['CMD [""]', 'ENTRYPOINT [""]']],
  [[], [], [], ['CMD [""]', 'ENTRYPOINT [""]']],
  [["LABEL a=b"], ["x"], null, ['CMD ["x"]', 'ENTRYPOINT [""]']],
  [["CMD y"], ["x"], ["e"], ['ENTRYPOINT ["e"]']],
  [["ENTRYPOINT /z", "CMD y"], ["x"], ["e"], []],
  [["cmd y"], ["x"], ["e"], ['CMD ["x"]', 'ENTRYPOINT ["e"]']],
])("%j over CMD %j and ENTRYPOINT %j adds %j", (changes, cmd, entrypoint, expected) => {
  expect(missingDefaults(changes, cmd, entrypoint)).toEqual(expected);
});
