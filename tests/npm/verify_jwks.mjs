// Verifies an access token by the engine's published keys alone, as any other service would: jose and HTTPS.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// node verify_jwks.mjs BASE-URL CA-FILE TOKEN-FILE [ISSUER [AUDIENCE]]
// Prints the kid, and exits with 0; with 1 and one line when the token does not verify.
import {readFile} from 'node:fs/promises';
import {request} from 'node:https';
import {createLocalJWKSet, jwtVerify} from 'jose';

const TIME_MAX_MS = 10_000;
const BODY_BYTES_MAX = 1 << 20;

function fetchJson(url, ca) {
    return new Promise((resolve, reject) => {
        const asked = request(url, {ca, timeout: TIME_MAX_MS}, answer => {
            let body = '';
            answer.setEncoding('utf8');
            answer.on('data', piece => {
                body += piece;
                if (body.length > BODY_BYTES_MAX) asked.destroy(new Error('the answer is too large'));
            });
            answer.on('end', () => {
                if (answer.statusCode !== 200)
                    return reject(new Error(`${url} answered ${answer.statusCode}`));
                try {
                    resolve(JSON.parse(body));
                } catch (error) {
                    reject(error);
                }
            });
        });
        asked.on('timeout', () => asked.destroy(new Error(`${url} did not answer in time`)));
        asked.on('error', reject);
        asked.end();
    });
}

async function main([base, caFile, tokenFile, issuer, audience]) {
    if (!base || !caFile || !tokenFile) {
        console.error('usage: node verify_jwks.mjs BASE-URL CA-FILE TOKEN-FILE [ISSUER [AUDIENCE]]');
        return 2;
    }
    const keys = await fetchJson(new URL('/.well-known/jwks.json', base), await readFile(caFile));
    const token = (await readFile(tokenFile, 'utf8')).trim();
    const {protectedHeader} = await jwtVerify(token, createLocalJWKSet(keys), {
        algorithms: ['ES256'],
        typ: 'at+jwt',   // RFC 9068, 2.1
        issuer: issuer || undefined,
        audience: audience || undefined,
    });
    console.log(protectedHeader.kid);
    return 0;
}

try {
    process.exitCode = await main(process.argv.slice(2));
} catch (error) {
    console.error(`${error.code ?? error.name}: ${error.message}`);
    process.exitCode = 1;
}
