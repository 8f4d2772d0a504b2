import { secureHeaders } from 'hono/secure-headers';

/** Nothing from outside, no inline script, no framing. Inline styles stay allowed: the editor and toasts make their own. */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    workerSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'same-origin',
  // TLS ends at the customer's proxy, which decides about HSTS.
  strictTransportSecurity: false,
});
