-- A ledger as version 4 wrote it (made-up company): one concluded job, one left half done.
PRAGMA user_version = 4;
BEGIN TRANSACTION;
CREATE TABLE historico (
	tarefa INTEGER NOT NULL, 
	ordem INTEGER NOT NULL, 
	consultada_em TEXT, 
	situacao TEXT NOT NULL, 
	motivo TEXT NOT NULL, 
	FOREIGN KEY(tarefa) REFERENCES tarefas (numero) ON DELETE CASCADE
);
CREATE TABLE linhas (
	tarefa INTEGER NOT NULL, 
	ordem INTEGER NOT NULL, 
	linha INTEGER NOT NULL, 
	codigo TEXT NOT NULL, 
	telefone_lista TEXT NOT NULL, 
	nome_lista TEXT NOT NULL, 
	pendente INTEGER NOT NULL, 
	situacao TEXT NOT NULL, 
	motivo TEXT DEFAULT '' NOT NULL, 
	tentativas INTEGER DEFAULT '0' NOT NULL, 
	consultada_em TEXT, 
	id_fatura INTEGER, 
	nome TEXT, 
	valor_centavos INTEGER, 
	valor_codigo_centavos INTEGER, 
	vencimento TEXT, 
	linha_digitavel TEXT, 
	pix TEXT, 
	link TEXT, 
	telefone TEXT, 
	telefone_fixo TEXT, 
	avisos INTEGER DEFAULT '0' NOT NULL, 
	resposta TEXT, razoes TEXT, outras INTEGER NOT NULL DEFAULT 0, outras_centavos INTEGER NOT NULL DEFAULT 0, soma INTEGER, 
	PRIMARY KEY (tarefa, ordem), 
	FOREIGN KEY(tarefa) REFERENCES tarefas (numero) ON DELETE CASCADE
)
 WITHOUT ROWID

;
INSERT INTO "linhas" VALUES(1,0,2,'1001','','',0,'vencida','',1,'2026-11-22T12:14:09.768+00:00',100103,'ISABELA MORAES LOPES',14999,NULL,'2026-11-08','00195.24594 20119.473930 99125.000010 2 16240000014999','00020101021226960014br.gov.bcb.pix2574pix.provedor-demonstracao.example/v2/cobv/69e2efb3690eab3df770ad2292cd49ec5204000053039865406149.995802BR5921PROVEDOR DEMONSTRACAO6009FORTALEZA62070503***63047773','https://boleto.provedor-demonstracao.example/fatura/c0dbbc75c935529050def8dce26225fa','5591900367262','',0,'{"nome": "ISABELA MORAES LOPES", "linha_digitavel": "00195.24594 20119.473930 99125.000010 2 16240000014999", "codigo_barras": "00192162400000149995245920119473939912500001", "pix": "00020101021226960014br.gov.bcb.pix2574pix.provedor-demonstracao.example/v2/cobv/69e2efb3690eab3df770ad2292cd49ec5204000053039865406149.995802BR5921PROVEDOR DEMONSTRACAO6009FORTALEZA62070503***63047773", "link": "https://boleto.provedor-demonstracao.example/fatura/c0dbbc75c935529050def8dce26225fa", "telefones": ["91900367262"]}',NULL,0,0,8414076889488894645);
INSERT INTO "linhas" VALUES(1,1,3,'1006','','',0,'sem_vencida','próximo vencimento em 25/11/2026',1,'2026-11-22T12:14:09.768+00:00',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,0,0,748945356983914099);
INSERT INTO "linhas" VALUES(1,2,4,'1024','','',0,'erro','A API recusou a consulta: Não foi possível consultar as faturas deste cliente.; Cadastro bloqueado',1,'2026-11-22T12:14:09.768+00:00',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,0,0,5184340468695170073);
INSERT INTO "linhas" VALUES(1,3,5,'99999999','','',0,'nao_encontrado','código desconhecido no sistema de cobrança',1,'2026-11-22T12:14:09.768+00:00',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,0,0,1071104859873683718);
INSERT INTO "linhas" VALUES(1,4,6,'1034','','',0,'vencida','',1,'2026-11-22T12:14:09.768+00:00',103402,'FELIPE AMARAL MELO GUIMARÃES',14999,15444,'2026-10-25','74895.02927 38013.886312 28812.000017 5 16420000015444','00020101021226960014br.gov.bcb.pix2574pix.provedor-demonstracao.example/v2/cobv/6bb00e8b635ac4aff860dc42613c1da15204000053039865406154.445802BR5921PROVEDOR DEMONSTRACAO6009FORTALEZA62070503***63045448','https://boleto.provedor-demonstracao.example/fatura/1e9d1d711294b3c46577d6e4445bb4e4','5575900261096','',48,'{"nome": "FELIPE AMARAL MELO GUIMARÃES", "linha_digitavel": "74895.02927 38013.886312 28812.000017 5 16420000015444", "codigo_barras": "74895164200000154445029238013886312881200001", "pix": "00020101021226960014br.gov.bcb.pix2574pix.provedor-demonstracao.example/v2/cobv/6bb00e8b635ac4aff860dc42613c1da15204000053039865406154.445802BR5921PROVEDOR DEMONSTRACAO6009FORTALEZA62070503***63045448", "link": "https://boleto.provedor-demonstracao.example/fatura/1e9d1d711294b3c46577d6e4445bb4e4", "telefones": ["75900261096"]}','[[32, "a fatura vence em 25/10/2026 e o boleto em 26/11/2026"], [16, "a fatura é de R$ 149,99 e o código cobra R$ 154,44"]]',0,0,900660810600679410);
INSERT INTO "linhas" VALUES(2,0,2,'1001','','',0,'erro','A API respondeu com o erro 500.',5,'2026-11-22T12:14:09.785+00:00',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,0,0,6009132180901949875);
INSERT INTO "linhas" VALUES(2,1,3,'1002','','',1,'nao_tentado','',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,0,0,4628910320396885724);
INSERT INTO "linhas" VALUES(2,2,4,'1003','','',1,'nao_tentado','',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,0,0,591596588459901907);
CREATE TABLE ritmos (
	api TEXT NOT NULL, 
	aprendido TEXT NOT NULL, 
	em TEXT NOT NULL, 
	PRIMARY KEY (api)
);
CREATE TABLE tarefas (
	numero INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	criada_em TEXT NOT NULL, 
	arquivo TEXT NOT NULL, 
	impressao TEXT NOT NULL, 
	api TEXT NOT NULL, 
	referencia TEXT NOT NULL, 
	busca TEXT NOT NULL, 
	estado TEXT NOT NULL, 
	causa TEXT DEFAULT '' NOT NULL, 
	pedido TEXT DEFAULT '' NOT NULL, 
	dono TEXT DEFAULT '' NOT NULL, 
	batimento TEXT DEFAULT '' NOT NULL, 
	iniciada_em TEXT, 
	terminada_em TEXT, 
	rodada_em TEXT, 
	rodada_pendentes INTEGER DEFAULT '0' NOT NULL, 
	total INTEGER NOT NULL, 
	pendentes INTEGER NOT NULL, 
	n_vencida INTEGER DEFAULT '0' NOT NULL, 
	n_sem_vencida INTEGER DEFAULT '0' NOT NULL, 
	n_nao_encontrado INTEGER DEFAULT '0' NOT NULL, 
	n_erro INTEGER DEFAULT '0' NOT NULL, 
	n_invalido INTEGER DEFAULT '0' NOT NULL, 
	n_duplicado INTEGER DEFAULT '0' NOT NULL, 
	n_nao_tentado INTEGER DEFAULT '0' NOT NULL, 
	segundos_ativos FLOAT DEFAULT '0' NOT NULL, na_fila_em TEXT NOT NULL DEFAULT '', conferida_em TEXT, n_conferida_igual INTEGER NOT NULL DEFAULT 0, n_conferida_atualizada INTEGER NOT NULL DEFAULT 0, n_conferida_paga INTEGER NOT NULL DEFAULT 0, n_conferida_falhou INTEGER NOT NULL DEFAULT 0, pulso_s REAL NOT NULL DEFAULT 0, estrategia TEXT NOT NULL DEFAULT '', porque TEXT NOT NULL DEFAULT '', empresa TEXT NOT NULL DEFAULT '', paginas_lidas INTEGER NOT NULL DEFAULT 0, paginas_previstas INTEGER NOT NULL DEFAULT 0, faturas_vistas INTEGER NOT NULL DEFAULT 0, soma INTEGER, 
	PRIMARY KEY (numero), 
	UNIQUE (id)
);
INSERT INTO "tarefas" VALUES(1,'94c390db','2026-11-22T12:14:09.701+00:00','lista.csv','a57e99c208e44ea7a1638e04d38be8b4e95ed8cbd5fc467a716fff005ebfbf10','teste','2026-11-23','{"lote":10,"threads":5,"pausa_s":0.0,"tentativas":3,"tempo_limite_s":60.0,"buscar_telefone":true,"vencimento":"dia_util"}','concluida','','','','2026-11-22T12:14:09.779+00:00','2026-11-22T12:14:09.708+00:00','2026-11-22T12:14:09.779+00:00','2026-11-22T12:14:09.708+00:00',5,5,0,2,1,1,1,0,0,0,0.0,'',NULL,0,0,0,0,0.0,'','','',0,0,0,6847532814198860421);
INSERT INTO "tarefas" VALUES(2,'65e37c8d','2026-11-22T12:14:09.781+00:00','lista.csv','402ca3ac193ce57d0a9334b5415c6bd06872ed6823294df941b1a23b1e6b6050','teste','2026-11-23','{"lote":10,"threads":5,"pausa_s":0.0,"tentativas":3,"tempo_limite_s":60.0,"buscar_telefone":true,"vencimento":"dia_util"}','executando','','','maquina|1|1.00|abcd','2026-11-22T12:00:00.000+00:00','2026-11-22T12:14:09.784+00:00',NULL,'2026-11-22T12:14:09.784+00:00',3,3,2,0,0,0,1,0,0,2,0.0,'',NULL,0,0,0,0,0.0,'','','',0,0,0,6641424950909985684);
CREATE TABLE varredura_faturas (
	tarefa INTEGER NOT NULL, 
	codigo TEXT NOT NULL, 
	id_fatura INTEGER NOT NULL, 
	janela INTEGER NOT NULL, 
	dados TEXT, 
	PRIMARY KEY (tarefa, codigo, id_fatura), 
	FOREIGN KEY(tarefa) REFERENCES tarefas (numero) ON DELETE CASCADE
)
 WITHOUT ROWID

;
CREATE TABLE varredura_janelas (
	numero INTEGER NOT NULL, 
	tarefa INTEGER NOT NULL, 
	quitadas INTEGER NOT NULL, 
	inicio TEXT NOT NULL, 
	fim TEXT NOT NULL, 
	total INTEGER, 
	lida_em TEXT, 
	PRIMARY KEY (numero), 
	UNIQUE (tarefa, quitadas, inicio, fim), 
	FOREIGN KEY(tarefa) REFERENCES tarefas (numero) ON DELETE CASCADE
);
CREATE INDEX linhas_por_situacao ON linhas (tarefa, situacao, ordem);
CREATE INDEX historico_por_linha ON historico (tarefa, ordem);
COMMIT;