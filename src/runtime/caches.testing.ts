/** Stand-in for the browser's Cache API, which Node lacks. */

/** A Cache API in memory, as far as it is used. */
export class MemoryCaches {
  readonly stores = new Map<string, Map<string, Response>>();
  fault: Error | undefined;
  async open(name: string) {
    let store = this.stores.get(name);
    if (!store) this.stores.set(name, (store = new Map<string, Response>()));
    const entries = store;
    return {
      match: async (url: string) => entries.get(url)?.clone(),
      put: async (url: string, response: Response) => {
        if (this.fault) throw this.fault;
        entries.set(url, new Response(await response.arrayBuffer(), { headers: response.headers }));
      },
      delete: async (url: string) => entries.delete(url),
      keys: async () => [...entries.keys()].map((url) => ({ url })),
    };
  }
  async keys() {
    return [...this.stores.keys()];
  }
  async delete(name: string) {
    return this.stores.delete(name);
  }
}
