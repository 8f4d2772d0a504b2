/** What a binding's secret is tied to when it is sealed. */
export function bindingContext(shopId: string, channel: string): string {
  return `channel_binding/${shopId}/${channel}`;
}
