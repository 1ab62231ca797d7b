namespace MicroBima.ChatOps.Tests.Logs.Samples;

/// <summary>Systems that nothing was adjusted to: written after the rules were done, measured as they came out.</summary>
internal static class UnseenSystems
{
    public static SampleSystem Cache { get; } =
        new(
            "cache",
            "«int»:M «time:dd MMM yyyy HH:mm:ss.fff» ",
            "* Ready to accept connections tcp",
            "* «int» changes in «int» seconds. Saving...",
            "* Background saving started by pid «int»",
            "* Background saving terminated with success",
            "# Background saving error",
            "* DB loaded from disk: «float» seconds",
            "- Accepted «ip»:«port»",
            "- Client closed connection id=«int» addr=«ip»:«port» laddr=«ip»:6379 fd=«small» name= age=«any» idle=«any» flags=N db=0",
            "# WARNING overcommit_memory is set to 0! Background save may fail under low memory condition.",
            "* Replica «ip»:«port» asks for synchronization",
            "* Synchronization with replica «ip»:«port» succeeded"
        );

    public static SampleSystem Balancer { get; } =
        new(
            "balancer",
            "«time:yyyy/MM/dd HH:mm:ss» ",
            "[error] «int»#«int»: *«int» connect() failed (111: Connection refused) while connecting to upstream, client: «ip», server: api.example.com, request: \"GET /api/policies HTTP/1.1\", upstream: \"http://«ip»:«port»/api/policies\", host: \"api.example.com\"",
            "[error] «int»#«int»: *«int» upstream timed out (110: Connection timed out) while reading response header from upstream, client: «ip», server: api.example.com, request: \"GET /api/policies HTTP/1.1\", upstream: \"http://«ip»:«port»/api/policies\", host: \"api.example.com\"",
            "[warn] «int»#«int»: *«int» a client request body is buffered to a temporary file /var/cache/nginx/client_temp/«int», client: «ip», server: api.example.com",
            "[notice] «int»#«int»: signal process started",
            "[notice] «int»#«int»: worker process «int» exited with code 0",
            "[notice] «int»#«int»: start worker process «int»",
            "[crit] «int»#«int»: *«int» SSL_do_handshake() failed (SSL: error:«hex8»:SSL routines) while SSL handshaking, client: «ip», server: 0.0.0.0:443",
            "[alert] «int»#«int»: worker process «int» exited on signal 11"
        );

    public static SampleSystem Table { get; } =
        new(
            "table",
            "«time:yyyy-MM-ddTHH:mm:ss.ffffffZ» «small» ",
            "[Note] [MY-010747] [Server] Plugin '«pick:FEDERATED,BLACKHOLE,ndbcluster,ARCHIVE,EXAMPLE,MERGE»' is disabled.",
            "[Note] [MY-010733] [Server] Shutting down plugin '«pick:InnoDB,MyISAM,CSV,MEMORY,sha2,mysqlx»'",
            "[Note] [MY-012487] [InnoDB] DDL log recovery : begin",
            "[Note] [MY-012488] [InnoDB] DDL log recovery : end",
            "[Warning] [MY-010055] [Server] IP address '«ip»' could not be resolved: Name or service not known",
            "[Note] [MY-010914] [Server] Aborted connection «int» to db: 'prod' user: '«user»' host: '«ip»' (Got timeout reading communication packets).",
            "[Note] [MY-010914] [Server] Got an error reading communication packets from «ip»",
            "[System] [MY-010116] [Server] /usr/sbin/mysqld (mysqld 8.0.«small») starting as process «int»",
            "[Note] [MY-011953] [InnoDB] Page cleaner took «int»ms to flush «int» and evict «int» pages",
            "[Note] [MY-013532] [InnoDB] Using './#ib_16384_«any».dblwr' for doublewrite"
        );

    public static SampleSystem Pods { get; } =
        new(
            "pods",
            "I«time:MMdd HH:mm:ss.ffffff»    «int» ",
            "kubelet.go:«int»] \"SyncLoop ADD\" source=\"api\" pods=[\"default/web-«hex8»\"]",
            "kubelet.go:«int»] \"SyncLoop REMOVE\" source=\"api\" pods=[\"default/web-«hex8»\"]",
            "scope.go:«int»] \"RemoveContainer\" containerID=\"«hex8»«hex8»\"",
            "reconciler.go:«int»] \"operationExecutor.VerifyControllerAttachedVolume started for volume \\\"kube-api-access-«hex8»\\\" pod=\\\"web-«hex8»\\\"\"",
            "prober.go:«int»] \"Probe failed\" probeType=\"Readiness\" pod=\"default/web-«hex8»\" probeResult=\"failure\" output=\"HTTP probe failed with statuscode: 503\"",
            "kuberuntime_manager.go:«int»] \"Updating runtime config through cri with podcidr\" CIDR=\"«ip»/24\"",
            "trace.go:«int»] Trace[«int»]: \"List etcd3\" (total time: «int»ms)",
            "event.go:«int»] Event(v1.ObjectReference{Kind:\"Pod\", Name:\"web-«hex8»\", UID:\"«uuid»\"}): type: 'Normal' reason: 'Started' Started container web"
        );
}
