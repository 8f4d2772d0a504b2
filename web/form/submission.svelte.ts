/** One sending at a time: whether it is under way, and what the last one failed with. */
export class Submission {
  busy = $state(false);
  failure = $state<unknown>(null);

  /** Never rejects: what `send` rejects with is `failure` until the next try. */
  async run(send: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      await send();
    } catch (error) {
      this.failure = error;
    } finally {
      this.busy = false;
    }
  }
}
