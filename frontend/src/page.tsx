/** The whole page: what the designer sees at `/`. */
export function Page() {
  return (
    <main>
      <h1>Cliffcast</h1>
    </main>
  );
}
