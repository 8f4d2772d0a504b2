#!/bin/sh
# Waits until Temporal answers and makes the namespace of Fanloom, once.
set -eu
for attempt in $(seq 60); do
  if temporal operator namespace describe --namespace fanloom >/dev/null 2>&1; then exit 0; fi
  temporal operator namespace create --namespace fanloom --retention 72h >/dev/null 2>&1 || sleep 1
done
echo 'Temporal does not answer: look at its log (docker compose logs temporal).' >&2
exit 1
