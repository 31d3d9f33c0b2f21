//! Java and Maven of this machine, and the jars and classes the tests run with them.

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::cache::{cached, files};

/// The oldest Java that runs the broker.
const OLDEST: u32 = 17;
/// keytool is called in the same process, from a package that is not exported.
const KEYTOOL: &str = "java.base/sun.security.tools.keytool=ALL-UNNAMED";

/// The programs of a JDK, and Maven.
pub(crate) struct Java {
    machine: PathBuf,
    compiler: PathBuf,
    maven: PathBuf,
}

impl Java {
    /// Finds Java and Maven, or says loudly what stays unproved without them.
    ///
    /// # Panics
    /// If they are missing and `DLTCTL_REQUIRE_BROKER=1` forbids to skip.
    pub(crate) fn or_skip(not_proved: &str) -> Option<&'static Java> {
        static FOUND: OnceLock<Result<Java, String>> = OnceLock::new();
        match FOUND.get_or_init(find) {
            Ok(java) => Some(java),
            Err(missing) => {
                assert!(
                    env::var("DLTCTL_REQUIRE_BROKER").as_deref() != Ok("1"),
                    "{missing}; DLTCTL_REQUIRE_BROKER=1 forbids to skip: {not_proved}"
                );
                // Written past the test runner, which keeps what a passing test prints to itself.
                let line = format!("SKIPPED (no JDK {OLDEST} + Maven): {not_proved} [{missing}]\n");
                std::io::stderr().write_all(line.as_bytes()).ok();
                None
            }
        }
    }

    /// Starts to describe a Java process with small, quick-starting settings.
    pub(crate) fn command(&self, heap: &str, class_path: &str) -> Command {
        let mut command = Command::new(&self.machine);
        command.arg(format!("-Xmx{heap}")).args([
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
        ]);
        command.args(["-cp", class_path]);
        command
    }

    /// Gives the class path of the broker and of the classes in `tests/java/oracle`.
    pub(crate) fn kafka(&self) -> Result<String, String> {
        static PATH: OnceLock<Result<String, String>> = OnceLock::new();
        PATH.get_or_init(|| {
            let jars = self.jars("kafka", &source("kafka/pom.xml"), &[])?;
            let classes = self.classes("oracle", &[source("oracle")], &format!("{jars}/*"))?;
            Ok(format!("{classes}:{jars}/*"))
        })
        .clone()
    }

    /// Makes the key stores of the TLS tests; see `tests/java/oracle/Stores.java` for what is in the directory.
    pub(crate) fn key_stores(&self) -> Result<PathBuf, String> {
        let class_path = self.kafka()?;
        cached("tls", &[source("oracle/Stores.java")], |dir| {
            let mut command = self.command("128m", &class_path);
            run(command.args(["--add-exports", KEYTOOL, "Stores"]).arg(dir))
        })
    }

    /// Copies the jars a Maven project depends on, once; the answer is their directory.
    pub(crate) fn jars(
        &self,
        name: &str,
        pom: &Path,
        properties: &[&str],
    ) -> Result<String, String> {
        let dir = cached(name, &[pom.to_owned()], |dir| {
            let mut command = Command::new(&self.maven);
            command
                .args(["-q", "-B", "-f"])
                .arg(pom)
                .args(properties)
                .arg("dependency:copy-dependencies");
            command.arg(format!("-DoutputDirectory={}", dir.display()));
            // A second try, because a download can fail for reasons that have nothing to do with the tests.
            run(&mut command).or_else(|_| run(&mut command))
        })?;
        Ok(dir.display().to_string())
    }

    /// Unpacks an archive that Maven fetches, `group:artifact:version:type:classifier`, once; the answer is its directory.
    pub(crate) fn archive(&self, name: &str, artifact: &str) -> Result<PathBuf, String> {
        cached(name, &[], |dir| {
            let mut command = Command::new(&self.maven);
            // The newer ones of the plugin fail over some archives of Apicurio's.
            command.args([
                "-q",
                "-B",
                "org.apache.maven.plugins:maven-dependency-plugin:2.8:unpack",
            ]);
            command.arg(format!("-Dartifact={artifact}"));
            command.arg(format!("-DoutputDirectory={}", dir.display()));
            // Without a project, the plugin marks what it unpacked below the current folder, and does it only once.
            command.current_dir(dir);
            run(&mut command).or_else(|_| run(&mut command))
        })
    }

    /// Compiles the sources below some directories, once; the answer is the directory of the classes.
    pub(crate) fn classes(
        &self,
        name: &str,
        sources: &[PathBuf],
        class_path: &str,
    ) -> Result<String, String> {
        let sources: Vec<PathBuf> = sources.iter().flat_map(|dir| files(dir, "java")).collect();
        let dir = cached(&format!("{name}-classes"), &sources, |dir| {
            let mut command = Command::new(&self.compiler);
            command.args([
                "-nowarn",
                "-parameters",
                "--add-exports",
                KEYTOOL,
                "-cp",
                class_path,
                "-d",
            ]);
            run(command.arg(dir).args(&sources))
        })?;
        Ok(dir.display().to_string())
    }
}

/// Gives a path below `tests/java`.
pub(crate) fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/java")
        .join(path)
}

/// Runs a command to its end; the answer is what it printed, or as an error the end of that.
pub(crate) fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed);
    let lines: Vec<&str> = printed.lines().collect();
    Err(format!(
        "{command:?}: {}\n{}",
        output.status,
        lines[lines.len().saturating_sub(40)..].join("\n")
    ))
}

fn find() -> Result<Java, String> {
    let home = env::var_os("JAVA_HOME").map(|home| PathBuf::from(home).join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = home.into_iter().chain(env::split_paths(&path)).collect();
    places.retain(|dir| dir.is_dir());
    let program = |name: &str| {
        places
            .iter()
            .map(|dir| dir.join(name))
            .find(|path| path.is_file())
    };
    // The compiler and the machine must be of one JDK, so they are looked for in one directory.
    let jdk = places
        .iter()
        .find(|dir| dir.join("javac").is_file() && version(&dir.join("java")) >= Some(OLDEST));
    let jdk =
        jdk.ok_or_else(|| format!("no java and javac {OLDEST} or newer in JAVA_HOME or PATH"))?;
    let maven = program("mvn").ok_or("no mvn in PATH")?;
    Ok(Java {
        machine: jdk.join("java"),
        compiler: jdk.join("javac"),
        maven,
    })
}

/// Reads the major version out of `openjdk version "17.0.15"`; 1.8 counts as 1, which is too old all the same.
fn version(java: &Path) -> Option<u32> {
    let output = Command::new(java).arg("-version").output().ok()?;
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    let quoted = printed.split('"').nth(1)?;
    quoted.split(['.', '-', '+']).next()?.parse().ok()
}
