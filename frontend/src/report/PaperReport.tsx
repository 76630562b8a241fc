/** On paper only. */
export function PaperReport() {
  return null;
}
