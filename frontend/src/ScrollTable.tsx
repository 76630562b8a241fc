/** A table that scrolls by itself where it is wider than its place, and that the keyboard can scroll, too. */
import type { ComponentChildren } from "preact";

interface Props {
  label: string;
  heads: readonly string[];
  /** A row below all others. */
  foot?: ComponentChildren;
  children: ComponentChildren;
}

export function ScrollTable({ label, heads, foot, children }: Props) {
  return (
    <div class="table-view" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head, index) => (
              <th scope="col" key={index}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
    </div>
  );
}
