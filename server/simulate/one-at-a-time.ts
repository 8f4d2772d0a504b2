import { busy } from './simulate.problems.js';

/** Lets one piece of heavy work into this process at a time. */
export class OneAtATime {
  private isTaken = false;

  /** @returns what ends the work @throws Problem SIMULATE429 while another is running */
  enter(): () => void {
    if (this.isTaken) throw busy();
    this.isTaken = true;
    return () => {
      this.isTaken = false;
    };
  }
}
