import { api, read } from '../api/client.js';

export const deliveryHold = () => read(api.v1['delivery-hold'].$get());

export const confirmDelivery = () => read(api.v1['delivery-hold'].$delete());
