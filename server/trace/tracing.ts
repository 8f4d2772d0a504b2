/**
 * Sends spans where OTEL_EXPORTER_OTLP_ENDPOINT says, over HTTP; OpenTelemetry's other variables, such as
 * OTEL_TRACES_SAMPLER, hold too. Without an endpoint nothing is loaded and nothing is recorded.
 *
 * @param name of the process
 * @param release that it runs
 * @returns what sends the last spans
 */
export async function startTracing(
  name: 'server' | 'worker',
  release: string,
  env: NodeJS.ProcessEnv,
): Promise<() => Promise<void>> {
  if (!env['OTEL_EXPORTER_OTLP_ENDPOINT']) return async () => undefined;
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': `fanloom-${name}`, 'service.version': release }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  // A collector that is away keeps nobody from stopping.
  return () => provider.shutdown().catch(() => undefined);
}
