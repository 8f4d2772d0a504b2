import { api, read } from '../api/client.js';

export const getSystem = () => read(api.v1.system.$get());
