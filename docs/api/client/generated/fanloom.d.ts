export interface paths {
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take in events of a shop, each once
         * @description Up to 5000 events and 5 MiB. They are written in order, some hundred in a transaction; send the same batch again when there is no answer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "events": [
                     *         {
                     *           "type": "order.pay",
                     *           "happened_at": "2026-11-22T20:15:00+08:00",
                     *           "key": "p-1",
                     *           "source": "erp",
                     *           "person": {
                     *             "user_id": "u1",
                     *             "nick": "小鹿",
                     *             "phone": "13800000000"
                     *           },
                     *           "properties": {
                     *             "order": "2419001",
                     *             "amount": 12900,
                     *             "product": [
                     *               "面膜"
                     *             ],
                     *             "category": "美妆"
                     *           }
                     *         },
                     *         {
                     *           "type": "live.start",
                     *           "happened_at": "2026-11-22T19:59:00+08:00",
                     *           "key": "s-1",
                     *           "source": "erp",
                     *           "person": null,
                     *           "properties": {
                     *             "session": "2026-11-22"
                     *           }
                     *         },
                     *         {
                     *           "type": "follow",
                     *           "happened_at": "2026-11-22T20:00:00+08:00",
                     *           "key": "f-1",
                     *           "source": "erp",
                     *           "person": {
                     *             "nick": "t**3"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        events: components["schemas"]["Event"][];
                    };
                };
            };
            responses: {
                /** @description What became of each event, in order: one that is rejected leaves nothing behind, the others are taken */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "accepted": 1,
                         *       "duplicates": 1,
                         *       "rejected": 1,
                         *       "results": [
                         *         {
                         *           "index": 0,
                         *           "status": "accepted"
                         *         },
                         *         {
                         *           "index": 1,
                         *           "status": "duplicate"
                         *         },
                         *         {
                         *           "index": 2,
                         *           "status": "rejected",
                         *           "problem": {
                         *             "code": "EVT103",
                         *             "text": {
                         *               "zh": "无法识别是哪位粉丝：没有可用的身份，或昵称带 *、人人都叫（如“微信用户”）。请提供平台用户 ID、手机号或完整昵称。",
                         *               "en": "This identifies no fan: no usable identity, or a nick with * or that everybody has (\"guest\"). Send a platform user id, a phone or the full nick."
                         *             }
                         *           }
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            accepted: number;
                            duplicates: number;
                            rejected: number;
                            results: {
                                index: number;
                                /** @enum {string} */
                                status: "accepted" | "duplicate" | "rejected";
                                problem?: {
                                    code: string;
                                    text: {
                                        zh: string;
                                        en: string;
                                    };
                                };
                            }[];
                        };
                    };
                };
                /** @description What is wrong with the request, see `code` */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * JSON Schema of the properties of each built-in event type
         * @description Any other name is a type of the shop’s own, with whatever properties it is sent.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description By event type */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "schemas": {
                         *         "live.gift": {
                         *           "type": "object",
                         *           "title": "live.gift",
                         *           "description": "打赏",
                         *           "properties": {
                         *             "amount": {
                         *               "type": "integer",
                         *               "minimum": 0,
                         *               "description": "fen"
                         *             }
                         *           }
                         *         }
                         *       }
                         *     }
                         */
                        "application/json": {
                            schemas: {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
                /** @description What is wrong with the request, see `code` */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fans/identify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tie identities together, which are one fan from now on, and tell what is known of the fan
         * @description All of it is written, or nothing. What is told last counts, as with imports; only a source that is known stays. Telling the same again changes nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "user_id": "u1",
                     *         "phone": "13800000000"
                     *       },
                     *       "fields": {
                     *         "birthday": "1995-08-21",
                     *         "member_level": "金卡",
                     *         "points": 1200
                     *       }
                     *     }
                     */
                    "application/json": {
                        person: components["schemas"]["Person"] & unknown;
                        fields?: components["schemas"]["ToldFields"];
                    };
                };
            };
            responses: {
                /** @description The fan */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "fan_id": "0193f7a2-5b1c-7000-8000-00000000002a",
                         *       "created": false
                         *     }
                         */
                        "application/json": {
                            /** Format: uuid */
                            fan_id: string;
                            created: boolean;
                        };
                    };
                };
                /** @description What is wrong with the request, see `code` */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/receipts/{shop}/{channel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What became of messages, from the provider that a webhook hands them to
         * @description Up to 1000 receipts. Signed as the messages are: `X-Fanloom-Signature: v1=` and the HMAC-SHA256, hexadecimal, of `timestamp.body` under the channel’s secret; `X-Fanloom-Timestamp` in seconds, at most five minutes old. Each receipt counts once, however often it is sent.
         */
        post: {
            parameters: {
                query?: never;
                header: {
                    "x-fanloom-timestamp": string;
                    "x-fanloom-signature": string;
                };
                path: {
                    shop: string;
                    channel: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "receipts": [
                     *         {
                     *           "key": "0193f7a2-5b1c-7000-8000-00000000002a/send:1",
                     *           "status": "delivered",
                     *           "happened_at": "2026-11-22T20:00:03+08:00"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        receipts: components["schemas"]["Receipt"][];
                    };
                };
            };
            responses: {
                /** @description What became of each receipt, in order. Of an unknown message the outcome may not be written yet: send it again later. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "results": [
                         *         {
                         *           "index": 0,
                         *           "status": "accepted"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            results: {
                                index: number;
                                /** @enum {string} */
                                status: "accepted" | "duplicate" | "unknown_message" | "wrong_time";
                            }[];
                        };
                    };
                };
                /** @description What is wrong with the request, see `code` */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Event: {
            /** @example order.pay */
            type: string;
            /**
             * Format: date-time
             * @description When it happened, not when it is sent
             */
            happened_at: string;
            /** @description Different for each event of a source; repeated when sent again */
            key: string;
            /**
             * @description Which system tells it: 1 to 64 characters, no colon
             * @default api
             */
            source?: string;
            person: components["schemas"]["Person"];
            /**
             * @description Money in fen, durations in seconds
             * @default {}
             */
            properties?: {
                [key: string]: unknown;
            };
        };
        /** @description null for events of the shop itself, such as live.start */
        Person: {
            union_id?: string;
            user_id?: string;
            oaid?: string;
            open_id?: string;
            wecom?: string;
            member_no?: string;
            phone?: string;
            email?: string;
            nick?: string;
        } | null;
        Problem: {
            type: string;
            title: string;
            status: number;
            code: string;
            instance: string;
            text: {
                zh: string;
                en: string;
            };
            fields?: {
                path: string;
                message: string;
            }[];
        };
        /** @description By field: birthday (YYYY-MM-DD, or MM-DD where nobody told the year), source, member_level, points, fan_level, intimacy, and the shop’s own by their names (money in fen, days as YYYY-MM-DD, several choices as a list). null takes a value away; what is left out stays. */
        ToldFields: {
            [key: string]: unknown;
        };
        Receipt: {
            /**
             * @description The `Idempotency-Key` that the message came with
             * @example 0193f7a2-5b1c-7000-8000-00000000002a/send:1
             */
            key: string;
            /**
             * @example delivered
             * @enum {string}
             */
            status: "delivered" | "opened" | "clicked" | "replied" | "failed";
            /**
             * Format: date-time
             * @example 2026-11-22T20:00:03+08:00
             */
            happened_at: string;
            /** @description Why it failed */
            reason?: string;
            /** @description What the fan replied */
            text?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
