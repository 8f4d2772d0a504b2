/**
 * The product's time, which runs faster than the wall clock in a demo: the business time the server told last, and how
 * fast it goes. `zone` is that of the shop on screen.
 */
class Clock {
  zone = $state('Asia/Shanghai');
  #told = $state.raw({ business: Date.now(), real: Date.now(), speed: 1 });
  #tick = $state(Date.now());

  constructor() {
    setInterval(() => (this.#tick = Date.now()), 1000);
  }

  get now(): Date {
    return new Date(this.#told.business + (this.#tick - this.#told.real) * this.#told.speed);
  }

  get speed(): number {
    return this.#told.speed;
  }

  set(business: Date, speed: number): void {
    const real = Date.now();
    this.#told = { business: business.getTime(), real, speed };
    this.#tick = real;
  }
}

export const clock = new Clock();
