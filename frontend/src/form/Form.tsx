export function Form(_: object) { return <aside class="form" />; }
