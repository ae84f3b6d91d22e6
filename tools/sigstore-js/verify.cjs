// Verdicts of @sigstore/verify on cases from standard input: a JSON list of
// {bundle, root, artifact}, each a text, the artifact in base64 or null. Writes a JSON list of
// {verified, error, identity, issuer}.
const { readFileSync } = require('node:fs');
const { bundleFromJSON } = require('@sigstore/bundle');
const { TrustedRoot } = require('@sigstore/protobuf-specs');
const { Verifier, toSignedEntity, toTrustMaterial } = require('@sigstore/verify');

function verdict({ bundle, root, artifact }) {
  try {
    const trust = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(root)));
    const content = artifact === null ? undefined : Buffer.from(artifact, 'base64');
    const entity = toSignedEntity(bundleFromJSON(JSON.parse(bundle)), content);
    const signer = new Verifier(trust, {}).verify(entity);
    const identity = signer.identity || {};
    return {
      verified: true,
      error: null,
      identity: identity.subjectAlternativeName || null,
      issuer: (identity.extensions || {}).issuer || null,
    };
  } catch (error) {
    return { verified: false, error: String(error.code || error.name), identity: null, issuer: null };
  }
}

if (process.argv[2] === '--version') {
  console.log(require('@sigstore/verify/package.json').version);
} else {
  process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(verdict)));
}
