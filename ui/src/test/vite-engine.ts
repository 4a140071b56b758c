// `npm run screens`: the development server with an engine behind it.
import http from "node:http";
import type { Plugin } from "vite";
import { startEngine } from "./start-engine";

export function engine(): Plugin {
  return {
    name: "engine",
    apply: "serve",
    async configureServer(server) {
      const { address, token, stop } = await startEngine();
      server.httpServer?.once("close", () => void stop());
      server.middlewares.use("/engine", (request, response) => {
        const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
        const passed = http.request(address, { method: "POST", headers }, (answer) => {
          response.statusCode = answer.statusCode ?? 502;
          answer.pipe(response);
        });
        passed.on("error", () => {
          response.statusCode = 502;
          response.end();
        });
        request.pipe(passed);
      });
    },
    transformIndexHtml: (html) => html.replace("/src/main.tsx", "/src/test/browser.ts"),
  };
}
