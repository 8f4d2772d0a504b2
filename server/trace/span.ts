import {
  type Attributes,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';

/** Origins of one batch that its span names; the others are left out. */
const MOST_LINKS = 32;
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Does the work inside a span. Nothing of a person may be in the attributes. While nothing is traced it only does the work.
 *
 * @param origins W3C `traceparent` of what led to the work: of one it is a child; of several, or none, it begins a trace
 *   that is linked to theirs
 */
export function inSpan<T>(
  name: string,
  attributes: Attributes,
  origins: readonly (string | null | undefined)[],
  work: () => Promise<T>,
): Promise<T> {
  const [first, ...others] = [...new Set(origins)].flatMap(parsed);
  const isChild = first !== undefined && others.length === 0;
  const parent = isChild ? trace.setSpanContext(ROOT_CONTEXT, first) : ROOT_CONTEXT;
  const links = isChild || first === undefined ? [] : [first, ...others].slice(0, MOST_LINKS);
  const options = { attributes, links: links.map((origin) => ({ context: origin })) };
  return trace.getTracer('fanloom').startActiveSpan(name, options, parent, async (span) => {
    try {
      return await work();
    } catch (error) {
      // Not its message: PostgreSQL's quotes data.
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : typeof error });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** W3C `traceparent` of the span at work; null when it is not recorded. */
export function traceparent(): string | null {
  const at = trace.getSpanContext(context.active());
  if (!at || !isSpanContextValid(at) || !(at.traceFlags & TraceFlags.SAMPLED)) return null;
  return `00-${at.traceId}-${at.spanId}-01`;
}

function parsed(text: string | null | undefined): SpanContext[] {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(text ?? '') ?? [];
  const origin = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(origin) ? [origin] : [];
}
