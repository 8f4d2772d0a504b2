/** What is to happen at an instant of virtual time. */
export interface Timer {
  at: number;
  run: () => void;
}
