const closing = [
  '"variables" shows all variables with their values.',
  "To leave, type exit, or press Ctrl-D, or Ctrl-C on an empty line.",
];

/** What `help` says at the console; it fits into 80 columns. */
export const consoleHelp = {
  hcl2: [
    "The console evaluates expressions of HCL2 templates: type one, press enter, and",
    "see its value. Variables, locals and all functions of the template can be used.",
    "",
    '"upper(var.region)" shows the variable "region" in upper case, if the template',
    "has it.",
    ...closing,
    "",
    'Expressions of JSON templates, such as "{{timestamp}}", are plain text here;',
    "without a template, -config-type=json evaluates those.",
  ].join("\n"),
  json: [
    "The console renders texts of JSON templates: type one, press enter, and see what",
    "becomes of it. Variables and functions of the template can be used.",
    "",
    '"{{timestamp}}" shows the time in seconds, "{{user `region`}}" the variable',
    '"region".',
    ...closing,
    "",
    "Expressions of HCL2 templates need an HCL2 template, or -config-type=hcl2 where",
    "no template is given.",
  ].join("\n"),
} as const;
