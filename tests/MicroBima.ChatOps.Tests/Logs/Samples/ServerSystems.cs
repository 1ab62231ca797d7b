namespace MicroBima.ChatOps.Tests.Logs.Samples;

/// <summary>Logs in the manner of distributed stores, schedulers and web servers.</summary>
internal static class ServerSystems
{
    public static SampleSystem Blocks { get; } =
        new(
            "blocks",
            "«time:yyMMdd HHmmss» «int» ",
            "INFO dfs.DataNode$PacketResponder: PacketResponder «any» for block blk_«long» terminating",
            "INFO dfs.FSNamesystem: BLOCK* NameSystem.addStoredBlock: blockMap updated: «ip»:«port» is added to blk_«long» size «int»",
            "INFO dfs.DataNode$DataXceiver: Receiving block blk_«long» src: /«ip»:«port» dest: /«ip»:«port»",
            "INFO dfs.DataNode$DataXceiver: Received block blk_«long» src: /«ip»:«port» dest: /«ip»:«port» of size «int»",
            "INFO dfs.DataNode$PacketResponder: Received block blk_«long» of size «int» from /«ip»",
            "INFO dfs.FSNamesystem: BLOCK* NameSystem.allocateBlock: «path». blk_«long»",
            "INFO dfs.DataBlockScanner: Verification succeeded for blk_«long»",
            "INFO dfs.FSDataset: Deleting block blk_«long» file «path»",
            "INFO dfs.FSNamesystem: BLOCK* NameSystem.delete: blk_«long» is added to invalidSet of «ip»:«port»",
            "INFO dfs.DataNode$DataXceiver: «ip»:«port» Served block blk_«long» to /«ip»",
            "WARN dfs.DataNode$DataXceiver: «ip»:«port»:Got exception while serving blk_«long» to /«ip»:",
            "INFO dfs.FSNamesystem: BLOCK* ask «ip»:«port» to replicate blk_«long» to datanode(s) «ip»:«port» «ip»:«port»",
            "INFO dfs.DataNode: «ip»:«port» Starting thread to transfer block blk_«long» to «ip»:«port»"
        );

    public static SampleSystem Jobs { get; } =
        new(
            "jobs",
            "«time:yyyy-MM-dd HH:mm:ss,fff» ",
            "INFO [main] org.apache.mapreduce.MRAppMaster: Created MRAppMaster for application appattempt_«int»_«int»",
            "INFO [main] org.apache.mapreduce.MRAppMaster: Executing with tokens:",
            "INFO [main] org.apache.yarn.event.AsyncDispatcher: Registering class org.apache.«pick:jobhistory.EventType,job.event.JobEventType,job.event.TaskEventType,rm.ContainerAllocator,launcher.ContainerLauncher,speculate.Speculator» for class org.apache.«pick:app.MRAppMaster,app.Dispatcher,app.JobEventDispatcher,app.TaskEventDispatcher,app.Router»",
            "INFO [AsyncDispatcher event handler] org.apache.job.impl.TaskAttemptImpl: attempt_«int»_«int»_m_«int»_0 TaskAttempt Transitioned from NEW to UNASSIGNED",
            "INFO [AsyncDispatcher event handler] org.apache.job.impl.TaskAttemptImpl: attempt_«int»_«int»_m_«int»_0 TaskAttempt Transitioned from UNASSIGNED to ASSIGNED",
            "INFO [AsyncDispatcher event handler] org.apache.job.impl.TaskAttemptImpl: attempt_«int»_«int»_m_«int»_0 TaskAttempt Transitioned from RUNNING to SUCCESS_CONTAINER_CLEANUP",
            "INFO [AsyncDispatcher event handler] org.apache.job.impl.TaskImpl: task_«int»_«int»_m_«int» Task Transitioned from NEW to SCHEDULED",
            "INFO [IPC Server handler «small» on «port»] org.apache.mapred.TaskAttemptListenerImpl: Progress of TaskAttempt attempt_«int»_m_«int»_0 is : «float»",
            "INFO [IPC Server handler «small» on «port»] org.apache.mapred.TaskAttemptListenerImpl: JVM with ID : jvm_«int»_m_«int» asked for a task",
            "INFO [IPC Server handler «small» on «port»] org.apache.mapred.TaskAttemptListenerImpl: JVM with ID: jvm_«int»_m_«int» given task: attempt_«int»_m_«int»_0",
            "WARN [LeaseRenewer:«user»@node-«small»:9000] org.apache.hdfs.LeaseRenewer: Failed to renew lease for [DFSClient_NONMAPREDUCE_«int»_1] for «int» seconds.  Will retry shortly ...",
            "ERROR [RMCommunicator Allocator] org.apache.rm.RMContainerAllocator: ERROR IN CONTACTING RM. ",
            "INFO [RMCommunicator Allocator] org.apache.ipc.Client: Retrying connect to server: node-«small»:8030. Already tried «any» time(s); retry policy is RetryUpToMaximumCountWithFixedSleep(maxRetries=10, sleepTime=1000 MILLISECONDS)",
            "WARN [RMCommunicator Allocator] org.apache.ipc.Client: Address change detected. Old: node-«small»/«ip»:9000 New: node-«small»:9000",
            "INFO [RMCommunicator Allocator] org.apache.rm.RMContainerAllocator: Before Scheduling: PendingReds:«any» ScheduledMaps:«any» ScheduledReds:«any» AssignedMaps:«any» AssignedReds:0 CompletedMaps:«any» CompletedReds:0 ContAlloc:«small» ContRel:0 HostLocal:«any» RackLocal:«any»",
            "INFO [Socket Reader #«any» for port «port»] org.apache.ipc.Server: Starting Socket Reader #«any» for port «port»",
            "INFO [main] org.mortbay.log: Jetty bound to port «port»",
            "INFO [main] org.apache.http.HttpServer2: Added global filter 'safety' (class=org.apache.http.HttpServer2$QuotedInputFilter)",
            "INFO [fetcher#«any»] org.apache.reduce.Fetcher: for url=«port»/mapOutput?job=job_«int»&reduce=0&map=attempt_«int» sent hash and received reply",
            "INFO [fetcher#«any»] org.apache.reduce.Fetcher: fetcher#«any» about to shuffle output of map attempt_«int»_m_«int»_0 decomp: «int» len: «int» to MEMORY"
        );

    public static SampleSystem Executors { get; } =
        new(
            "executors",
            "«time:yy/MM/dd HH:mm:ss» INFO ",
            "executor.CoarseGrainedExecutorBackend: Registered signal handlers for [TERM, HUP, INT]",
            "spark.SecurityManager: Changing view acls to: yarn,curi",
            "executor.Executor: Running task «small».0 in stage «small».0 (TID «int»)",
            "executor.Executor: Finished task «small».0 in stage «small».0 (TID «int»). «int» bytes result sent to driver",
            "storage.MemoryStore: Block broadcast_«int»_piece0 stored as bytes in memory (estimated size «size», free «size»)",
            "storage.MemoryStore: Block broadcast_«int» stored as values in memory (estimated size «size», free «size»)",
            "broadcast.TorrentBroadcast: Reading broadcast variable «int» took «int» ms",
            "broadcast.TorrentBroadcast: Started reading broadcast variable «int»",
            "rdd.HadoopRDD: Input split: hdfs://«ip»:9000/data/test/«small»/part-«int»:«int»+«int»",
            "storage.BlockManager: Found block rdd_«small»_«int» locally",
            "spark.CacheManager: Partition rdd_«small»_«int» not found, computing it",
            "python.PythonRunner: Times: total = «int», boot = «pick:-4,12,0,-40», init = «int», finish = «any»",
            "Configuration.deprecation: mapred.tip.id is deprecated. Instead, use mapreduce.task.id",
            "Configuration.deprecation: mapred.task.id is deprecated. Instead, use mapreduce.task.attempt.id",
            "Configuration.deprecation: mapred.task.is.map is deprecated. Instead, use mapreduce.task.ismap",
            "Configuration.deprecation: mapred.job.id is deprecated. Instead, use mapreduce.job.id",
            "util.Utils: Successfully started service '«pick:sparkExecutorActorSystem,HTTPServer,driverActor»' on port «port».",
            "storage.DiskBlockManager: Created local directory at «path»",
            "storage.MemoryStore: MemoryStore started with capacity «size»",
            "executor.CoarseGrainedExecutorBackend: Got assigned task «int»",
            "mapred.SparkHadoopMapRedUtil: attempt_«int»_«int»_m_«int»_«int»: Committed",
            "output.FileOutputCommitter: Saved output of task 'attempt_«int»_m_«int»' to hdfs://«ip»:9000«path»",
            "storage.ShuffleBlockFetcherIterator: Getting «small» non-empty blocks out of «small» blocks",
            "storage.ShuffleBlockFetcherIterator: Started «any» remote fetches in «small» ms",
            "util.ShutdownHookManager: Shutdown hook called"
        );

    public static SampleSystem Quorum { get; } =
        new(
            "quorum",
            "«time:yyyy-MM-dd HH:mm:ss,fff» - ",
            "INFO  [/«ip»:3888:QuorumCnxManager$Listener@493] - Received connection request /«ip»:«port»",
            "WARN  [SendWorker:«long»:QuorumCnxManager$SendWorker@688] - Send worker leaving thread",
            "WARN  [SendWorker:«long»:QuorumCnxManager$SendWorker@679] - Interrupted while waiting for message on queue",
            "WARN  [RecvWorker:«long»:QuorumCnxManager$RecvWorker@765] - Interrupting SendWorker",
            "WARN  [RecvWorker:«long»:QuorumCnxManager$RecvWorker@762] - Connection broken for id «long», my id = «any», error = ",
            "INFO  [QuorumPeer[myid=«any»]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - Notification time out: «int»",
            "INFO  [NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181:NIOServerCnxn@1001] - Closed socket connection for client /«ip»:«port» which had sessionid «hex»",
            "INFO  [NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181:NIOServerCnxn@1001] - Closed socket connection for client /«ip»:«port» (no session established for client)",
            "INFO  [NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181:NIOServerCnxnFactory@197] - Accepted socket connection from /«ip»:«port»",
            "INFO  [CommitProcessor:«any»:ZooKeeperServer@595] - Established session «hex» with negotiated timeout 10000 for client /«ip»:«port»",
            "INFO  [SessionTracker:ZooKeeperServer@325] - Expiring session «hex», timeout of 10000ms exceeded",
            "INFO  [ProcessThread(sid:«any» cport:-1)::PrepRequestProcessor@476] - Processed session termination for sessionid: «hex»",
            "INFO  [WorkerReceiver[myid=«any»]:FastLeaderElection@542] - Notification: «any» (n.leader), «hex» (n.zxid), «hex» (n.round), LOOKING (n.state), «any» (n.sid), «hex» (n.peerEPoch), LOOKING (my state)",
            "INFO  [WorkerReceiver[myid=«any»]:FastLeaderElection@542] - Notification: «any» (n.leader), «hex» (n.zxid), «hex» (n.round), FOLLOWING (n.state), «any» (n.sid), «hex» (n.peerEPoch), LOOKING (my state)",
            "WARN  [QuorumPeer[myid=«any»]/0:0:0:0:0:0:0:0:2181:QuorumCnxManager@368] - Cannot open channel to «any» at election address /«ip»:3888",
            "WARN  [NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181:NIOServerCnxn@357] - caught end of stream exception",
            "WARN  [LearnerHandler-/«ip»:«port»:LearnerHandler@575] - ******* GOODBYE /«ip»:«port» ********",
            "INFO  [QuorumPeer[myid=«any»]/0.0.0.0:2181:Environment@100] - Server environment:java.version=1.7.0_55",
            "INFO  [QuorumPeer[myid=«any»]/0.0.0.0:2181:Environment@100] - Server environment:os.name=Linux",
            "INFO  [QuorumPeer[myid=«any»]/0.0.0.0:2181:Environment@100] - Server environment:user.dir=«path»",
            "INFO  [main:QuorumPeer@913] - tickTime set to «int»",
            "INFO  [main:QuorumPeer@933] - minSessionTimeout set to -1",
            "INFO  [main:FileSnap@83] - Reading snapshot «path»"
        );

    public static SampleSystem Cloud { get; } =
        new(
            "cloud",
            "nova-«pick:api,compute».log.1.2017-05-16_13:53:08 «time:yyyy-MM-dd HH:mm:ss.fff» «int» ",
            "INFO nova.osapi_compute.wsgi.server [req-«uuid» «hex8»«hex8» «hex8»«hex8» - - -] «ip» \"GET /v2/«hex8»«hex8»/«pick:servers/detail,servers,flavors/2,images/7,servers/9,os-keypairs» HTTP/1.1\" status: 200 len: «int» time: «float»",
            "INFO nova.osapi_compute.wsgi.server [req-«uuid» «hex8»«hex8» «hex8»«hex8» - - -] «ip» \"POST /v2/«hex8»«hex8»/servers HTTP/1.1\" status: 202 len: «int» time: «float»",
            "INFO nova.osapi_compute.wsgi.server [req-«uuid» «hex8»«hex8» «hex8»«hex8» - - -] «ip» \"DELETE /v2/«hex8»«hex8»/servers/«uuid» HTTP/1.1\" status: 204 len: «int» time: «float»",
            "INFO nova.compute.manager [-] [instance: «uuid»] VM Started (Lifecycle Event)",
            "INFO nova.compute.manager [-] [instance: «uuid»] VM Paused (Lifecycle Event)",
            "INFO nova.compute.manager [-] [instance: «uuid»] VM Resumed (Lifecycle Event)",
            "INFO nova.compute.manager [-] [instance: «uuid»] VM Stopped (Lifecycle Event)",
            "INFO nova.compute.manager [req-«uuid» - - - - -] [instance: «uuid»] During sync_power_state the instance has a pending task (spawning). Skip.",
            "INFO nova.virt.libvirt.imagecache [req-«uuid» - - - - -] image «uuid» at («path»): checking",
            "INFO nova.virt.libvirt.imagecache [req-«uuid» - - - - -] image «uuid» at («path»): in use: on this node «any» local, 0 on other nodes sharing this instance storage",
            "WARNING nova.virt.libvirt.imagecache [req-«uuid» - - - - -] Unknown base file: «path»",
            "INFO nova.compute.claims [req-«uuid» «hex8» «hex8» - - -] [instance: «uuid»] Total memory: «int» MB, used: «float» MB",
            "INFO nova.compute.claims [req-«uuid» «hex8» «hex8» - - -] [instance: «uuid»] memory limit: «float» MB, free: «float» MB",
            "INFO nova.compute.claims [req-«uuid» «hex8» «hex8» - - -] [instance: «uuid»] disk limit not specified, defaulting to unlimited",
            "INFO nova.compute.claims [req-«uuid» «hex8» «hex8» - - -] [instance: «uuid»] vcpu limit not specified, defaulting to unlimited",
            "INFO nova.compute.manager [req-«uuid» «hex8» «hex8» - - -] [instance: «uuid»] Took «float» seconds to build instance.",
            "INFO nova.compute.manager [req-«uuid» «hex8» «hex8» - - -] [instance: «uuid»] Took «float» seconds to spawn the instance on the hypervisor.",
            "INFO nova.virt.libvirt.driver [req-«uuid» «hex8» «hex8» - - -] [instance: «uuid»] Creating image",
            "INFO nova.compute.resource_tracker [req-«uuid» - - - - -] Final resource view: name=«host» phys_ram=«int»MB used_ram=«int»MB phys_disk=«int»GB used_disk=«int»GB total_vcpus=«small» used_vcpus=«any» pci_stats=[]",
            "INFO nova.compute.manager [req-«uuid» - - - - -] Running instance usage audit for host «host» from 2017-05-16 04:00:00 to 2017-05-16 05:00:00. «small» instances."
        );

    public static SampleSystem Web { get; } =
        new(
            "web",
            "[«time:ddd MMM dd HH:mm:ss yyyy»] ",
            "[notice] workerEnv.init() ok /etc/httpd/conf/workers2.properties",
            "[error] mod_jk child workerEnv in error state «small»",
            "[notice] jk2_init() Found child «int» in scoreboard slot «small»",
            "[error] [client «ip»] Directory index forbidden by rule: «path»",
            "[error] jk2_init() Can't find child «int» in scoreboard",
            "[error] mod_jk child init «any» -2"
        );

    public static SampleSystem Proxy { get; } =
        new(
            "proxy",
            "[«time:MM.dd HH:mm:ss»] «pick:chrome.exe,git.exe *64,thunderbird.exe» - ",
            "«host»:«port» close, «int» bytes«pick:, (18.4 KB), (1.16 MB)» sent, «int» bytes«pick:, (564 KB), (2.41 KB)» received, lifetime «pick:<1 sec,00:01,03:14,01:02:03»",
            "«host»:«port» open through proxy «host»:5070 HTTPS",
            "«host»:«port» open through proxy «host»:5070 SOCKS",
            "«host»:«port» error : Could not connect through proxy «host»:5070 - Proxy server cannot establish a connection with the target, status code «pick:403,407»"
        );
}
