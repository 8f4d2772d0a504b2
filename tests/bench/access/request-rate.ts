import { Agent, get } from 'node:http';
import { median } from '../statistics.js';
import type { ListServer } from './list-server-process.js';

const CONNECTIONS = 8;
/** Requests before the first turn, until the code that answers is compiled. */
const WARM_UP = 500;
const ROUNDS = 5;
/** Of one server in one round, in milliseconds. */
const TURN = 3_000;

/** Requests a second that each server answers: the median of its turns, which they take one after the other. */
export async function requestRates(servers: ListServer[]): Promise<number[]> {
  for (const server of servers) await askWhile(server, (answered) => answered < WARM_UP);
  const rates = servers.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, server] of servers.entries()) rates[index]?.push(await rateOf(server));
  }
  return rates.map(median);
}

async function rateOf(server: ListServer): Promise<number> {
  const since = performance.now();
  const answered = await askWhile(server, () => performance.now() - since < TURN);
  return (1_000 * answered) / (performance.now() - since);
}

/**
 * Keeps as many requests under way as there are connections.
 * @returns how many were answered
 */
async function askWhile(server: ListServer, goesOn: (answered: number) => boolean): Promise<number> {
  // Between two turns the servers close what is idle.
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let answered = 0;
  const keepAsking = async () => {
    while (goesOn(answered)) {
      await askOnce(agent, server);
      answered++;
    }
  };
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, keepAsking));
  } finally {
    agent.destroy();
  }
  return answered;
}

function askOnce(agent: Agent, { url, headers }: ListServer): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`HTTP ${String(answer.statusCode)}`));
      answer.resume().once('end', resolve).once('error', reject);
    }).once('error', reject);
  });
}
