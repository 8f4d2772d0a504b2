import type { AbilityAction } from '@fanloom/server/access/ability.js';
import type { Subject } from '@fanloom/server/access/tables/subject.js';
import { focusManager } from '@tanstack/svelte-query';
import type { InferResponseType } from 'hono/client';
import { api, read, whenLoggedOut } from '../api/client.js';
import { ApiProblem, tell } from '../api/problem.js';
import { queryClient } from '../api/query-client.js';
import { language, languageChosen, listed, setLanguage } from '../i18n/language.svelte.js';
import { clock } from '../kit/clock.svelte.js';
import { releaseAll } from '../kit/hold-back.js';
import { place } from '../navigation/location.svelte.js';
import { navigate } from '../navigation/navigate.js';

type Who = InferResponseType<typeof api.v1.session.$get, 200>;
type Shop = Who['shops'][number];

/** Something a role may grant, such as `fan.read`. The server checks; here it only decides what is shown. */
export type Right = `${Subject}.${AbilityAction}`;

const STORED_SHOP = 'fanloom.shop';
/** Where the company's identity provider sends browsers back to. */
const SSO_RETURN = '/sign-in/callback';

/** Packaged roles with the rights of whoever talks to fans. */
const OWN_FANS: ReadonlySet<string> = new Set(['staff', 'host', 'service']);

/** Who is logged in, what they may do, and the shop they look at. */
class Session {
  /** `ended`: the session is over, and the page waits behind the log-in for the same person. */
  state = $state<'loading' | 'in' | 'ended' | 'duty' | 'out' | 'set-up' | 'unreachable'>('loading');
  /** Why the log-in at the company's provider did not work. */
  ssoFailure = $state.raw<unknown>(null);
  #who = $state.raw<Who | null>(null);
  #shopId = $state(localStorage.getItem(STORED_SHOP));

  readonly #rights: ReadonlySet<string> = $derived(new Set(this.#who?.rights));
  readonly shops: Shop[] = $derived(this.#who?.shops ?? []);
  readonly shop: Shop | undefined = $derived(this.shops.find((shop) => shop.id === this.#shopId) ?? this.shops[0]);
  readonly name: string = $derived(this.#who?.staff.name ?? '');
  readonly login: string = $derived(this.#who?.staff.login ?? '');
  /** What the person must do before anything else. */
  readonly duty: Who['duty'] = $derived(this.#who?.duty ?? null);
  readonly staffId: string | undefined = $derived(this.#who?.staff.id);
  readonly roleNames: string = $derived(
    listed((this.#who?.roles ?? []).map((role) => (language() === 'zh' ? role.name_zh : role.name_en))),
  );

  /** Whether somebody looks over this person's shoulder: read-only, and only what both may see. */
  readonly isViewing: boolean = $derived(Boolean(this.#who?.viewer));

  /** Somebody who is shown their own fans and tasks only. */
  readonly seesOnlyOwn: boolean = $derived((this.#who?.roles ?? []).every((role) => OWN_FANS.has(role.key)));

  constructor() {
    whenLoggedOut(() => {
      if (this.state === 'in' && !this.isViewing) this.#end();
      else if (this.state === 'in' || this.state === 'duty') this.leave();
    });
  }

  may(right: Right): boolean {
    return this.#rights.has(right);
  }

  async load(): Promise<void> {
    this.state = 'loading';
    try {
      const setup = await read(api.v1.setup.$get());
      if (setup.needed) this.state = 'set-up';
      else if (place.path === SSO_RETURN) await this.#finishSso();
      else this.#enter(await read(api.v1.session.$get()));
    } catch (error) {
      this.state = error instanceof ApiProblem && error.status === 401 ? 'out' : 'unreachable';
    }
  }

  /** Rejects with the server's problem when the password is wrong, a code is needed or there were too many tries. */
  async logIn(login: string, password: string, code?: string): Promise<void> {
    const json = { login, password, ...(code && { code }) };
    this.#enter(await read(api.v1.session.$post({ json })));
  }

  /** Goes on where the same person has logged in meanwhile, in another tab. */
  async resume(): Promise<void> {
    try {
      const who = await read(api.v1.session.$get());
      if (this.state === 'ended' && who.staff.id === this.#who?.staff.id) this.#enter(who);
    } catch {
      // Still nobody there: the log-in stays.
    }
  }

  async #finishSso(): Promise<void> {
    const query = place.url.search.slice(1);
    // The code in the address is used up now: it must not stay in the history.
    navigate('/', { replace: true });
    try {
      this.#enter(await read(api.v1['sign-in'].sso.callback.$post({ json: { query } })));
    } catch (error) {
      this.ssoFailure = error;
      this.state = 'out';
    }
  }

  async logOut(): Promise<void> {
    await releaseAll();
    try {
      await read(api.v1.session.$delete());
      this.leave();
    } catch (error) {
      tell(error);
    }
  }

  chooseShop(id: string): void {
    this.#shopId = id;
    localStorage.setItem(STORED_SHOP, id);
    this.#useShopZone();
  }

  #enter(who: Who): void {
    this.#who = who;
    if (!languageChosen()) setLanguage(who.staff.language);
    this.#useShopZone();
    this.state = who.duty === null ? 'in' : 'duty';
    focusManager.setFocused(undefined);
    void queryClient.invalidateQueries();
  }

  /** What is on screen stays as it is, and asks for nothing meanwhile. */
  #end(): void {
    this.state = 'ended';
    focusManager.setFocused(false);
  }

  /** Forgets the person and everything that they saw. */
  leave(): void {
    // Not in the name of whoever comes next.
    void releaseAll();
    this.#who = null;
    this.state = 'out';
    queryClient.clear();
  }

  #useShopZone(): void {
    if (this.shop) clock.zone = this.shop.zone;
  }
}

export const session = new Session();
