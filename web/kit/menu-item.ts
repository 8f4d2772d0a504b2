/** An action as data, so that menus and the command palette can offer the same ones. */
export interface MenuItem {
  label: string;
  run: () => void;
  checked?: boolean;
  /** Draws a line above. */
  separate?: boolean;
}
