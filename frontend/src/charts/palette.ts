/** Okabe and Ito's colours, told apart by the colour-blind; lines differ by their dashes as well. */

const LIGHT = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6b6b6b", "#8a7a00"];
const DARK = ["#56b4e9", "#e69f00", "#2bc49a", "#e3a1c6", "#f0e442", "#8fb8ff", "#b5b5b5", "#ff9e66"];
const DASHES = ["", "6 3", "2 3", "8 3 2 3", "10 4", "4 2 1 2", "1 2", "12 2"];

export function colour(index: number, dark: boolean): string {
  const colours = dark ? DARK : LIGHT;
  return colours[index % colours.length] as string;
}

export function dash(index: number): string {
  return DASHES[index % DASHES.length] as string;
}

/** The colour of what went wrong. */
export function alarm(dark: boolean): string {
  return dark ? "#ff9d94" : "#b3261e";
}
