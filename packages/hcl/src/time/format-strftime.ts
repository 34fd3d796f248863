import { formatGoLayout } from "./format-go-layout.ts";

// Each specifier by its Go layout. %L brings its own point, as Packer's users know it.
const layouts: Readonly<Record<string, string>> = {
  a: "Mon",
  A: "Monday",
  b: "Jan",
  B: "January",
  d: "02",
  H: "15",
  I: "03",
  L: ".000",
  m: "01",
  M: "04",
  p: "PM",
  S: "05",
  y: "06",
  Y: "2006",
  z: "-0700",
  Z: "MST",
};

/** A time (UTC) by a strftime format. Specifiers other than `%a %A %b %B %d %H %I %L %m %M %p %S %y %Y %z %Z %%` stay as they are. */
export function formatStrftime(date: Date, format: string): string {
  return format.replace(/%([\s\S])/g, (whole, specifier: string) => {
    if (specifier === "%") return "%";
    const layout = Object.hasOwn(layouts, specifier) ? layouts[specifier] : undefined;
    return layout === undefined ? whole : formatGoLayout(date, layout);
  });
}
