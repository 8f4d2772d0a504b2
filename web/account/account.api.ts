import { api, read } from '../api/client.js';

export const signInWays = () => read(api.v1['sign-in'].$get());
export const beginSso = () => read(api.v1['sign-in'].sso.$post());
export const ssoSettings = () => read(api.v1['sign-in'].settings.$get());

type NewSettings = Parameters<(typeof api.v1)['sign-in']['settings']['$put']>[0]['json'];
export const changeSsoSettings = (json: NewSettings) => read(api.v1['sign-in'].settings.$put({ json }));
export type SsoSettings = NonNullable<Awaited<ReturnType<typeof ssoSettings>>['sso']>;

export const requireSecondFactor = (id: string, required: boolean) =>
  read(api.v1.roles[':id']['second-factor'].$put({ param: { id }, json: { required } }));

const own = api.v1.session;

export const changePassword = (current_password: string, password: string) =>
  read(own.password.$post({ json: { current_password, password } }));

export const listDevices = () => read(own.devices.$get());
export const logOutDevice = (id: string) => read(own.devices[':id'].$delete({ param: { id } }));
export const logOutOtherDevices = () => read(own.devices.$delete());

export const secondFactor = () => read(own['second-factor'].$get());
export const beginSecondFactor = (current_password: string) =>
  read(own['second-factor'].$post({ json: { current_password } }));
export const confirmSecondFactor = (code: string) => read(own['second-factor'].confirmation.$post({ json: { code } }));
export const newRecoveryCodes = (current_password: string) =>
  read(own['second-factor']['recovery-codes'].$post({ json: { current_password } }));
export const removeSecondFactor = (current_password: string) =>
  read(own['second-factor'].removal.$post({ json: { current_password } }));
