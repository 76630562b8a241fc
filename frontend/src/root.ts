/** The path below which the service is shown, "/" or what a proxy has put it below; ends with a slash. */
export const ROOT = new URL(".", document.baseURI).pathname;
