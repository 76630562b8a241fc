/** Runs a bundle that is no module: it leaves what it offers on the window. */
export function run(address: string): Promise<unknown> {
  const script = document.createElement("script");
  const ran = new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = reject;
  });
  script.src = address;
  document.head.append(script);
  return ran;
}
