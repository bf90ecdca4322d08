// An OpenID provider of somebody else's, certified by the OpenID Foundation, on a port that the kernel chose. Standard input says whom it
// knows, as one line of JSON: {"clients": [...], "people": {"name": {claims of their access tokens}}, "systems": {"client": {claims}}}.
// The first line on standard output is its address. Who signs in types a name; a surer way is had by ticking a box.
import { createServer } from "node:http";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { Provider, interactionPolicy } from "oidc-provider";

const API = "urn:woonplek";
const SCOPE = "openid";

const { value: line } = await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next();
const { clients, people, systems } = JSON.parse(line);
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" };

const policy = interactionPolicy.base();
policy.get("login").checks.add(
  new interactionPolicy.Check("not_sure_enough", "a surer way is asked for", "interaction_required", ({ oidc }) => {
    const asked = oidc.params.acr_values?.split(" ");
    return Boolean(asked && !asked.includes(oidc.session.acr));
  }),
);

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients,
    jwks: { keys: [key] },
    cookies: { keys: [randomUUID()] },
    acrValues: ["eh2", "eh3"],
    claims: { openid: ["sub"], acr: null },
    findAccount: (_, id) => (id in people ? { accountId: id, claims: () => ({ sub: id }) } : undefined),
    extraTokenClaims: (_, token) =>
      token.kind === "ClientCredentials" ? systems[token.clientId] : { ...people[token.accountId], acr: surely.get(token.sessionUid) ?? "eh2" },
    // Its own calls nothing on this machine, where the pages of a test are.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    interactions: { policy, url: (_, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: SCOPE, audience: "woonplek", accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } }),
      },
    },
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(SCOPE);
      grant.addResourceScope(API, SCOPE);
      await grant.save();
      return grant;
    },
  });
  const surely = new Map();
  provider.on("authorization.success", (context) => surely.set(context.oidc.session.uid, context.oidc.session.acr));
  const callback = provider.callback();
  server.on("request", async (request, response) => {
    if (!request.url.startsWith("/interaction/")) return callback(request, response);
    if (request.method === "GET") return response.setHeader("content-type", "text/html").end(FORM);
    let body = "";
    for await (const part of request) body += part;
    const sent = new URLSearchParams(body);
    const login = { accountId: sent.get("name"), acr: sent.has("surely") ? "eh3" : "eh2", remember: false };
    return provider.interactionFinished(request, response, { login });
  });
  console.log(issuer);
});

const FORM = `<!doctype html><html lang="en"><title>Sign in</title>
<form method="post"><label>Name <input name="name"></label>
<label><input type="checkbox" name="surely"> surely</label> <button>Sign in</button></form>`;
