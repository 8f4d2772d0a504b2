/** Whether the service answers, as the last call found it. */
class Connection {
  lost = $state(false);
}

export const connection = new Connection();
