/** English month names, January first. */
export const monthNames: readonly string[] = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** English weekday names, Sunday first. */
export const weekdayNames: readonly string[] = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
];

/** The offset of UTC in the form of a pattern of digits and colons, such as `07:00`. */
export function formatOffset(pattern: string): string {
  return `+${pattern.replace(/[0-9]/g, "0")}`;
}
